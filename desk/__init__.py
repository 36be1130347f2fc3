"""What is answered to anybody at any door: districts, registers, credit rules, guidance, in one order."""
