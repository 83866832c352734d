#include <popt.h>

/* popt.h gives the struct and a pointer to it the same name, which Swift cannot tell apart. */
typedef struct poptOption popt_row;
