/* Declares nothing: see thread_identity.c for what linking it does. */
