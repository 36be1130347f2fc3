"""What WeChat’s servers and ours say to each other."""
