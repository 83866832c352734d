/* snapshots.h - a run that goes on in another process. The file holds what the host keeps of the run, then
 * the runtime's snapshot. */
#ifndef NANORUN_SNAPSHOTS_H
#define NANORUN_SNAPSHOTS_H

#include "run.h"

/* Writes the run to a file; exits with a message if that cannot be done. */
void save_run(run *r, const char *path);
/* Makes the run of the file; false = refused. The clock of this process starts elsewhere. */
bool restore_run(run *r, const file_set *set, const run_options *options, const image *file);

#endif
