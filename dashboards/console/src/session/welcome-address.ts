// Where the next steps are shown after the first account was made: known to the way in, and to the form that leads there.

/** In the address while they are. */
export const WELCOME = "welcome";
