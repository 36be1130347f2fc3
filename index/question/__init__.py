"""What a question says: topic, place, time, typing errors, several in one."""
