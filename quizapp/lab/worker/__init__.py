"""The lab worker's process: the only place, with the labs and ``quizapp.optim``, that has torch."""
