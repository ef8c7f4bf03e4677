"""The files that travel: packages and what joins a computer, their keys, codes and refusals."""
