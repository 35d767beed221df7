"""The line mode of studying: prompts on stdout, answers on stdin, no escape codes."""
