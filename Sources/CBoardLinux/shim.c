#include "CBoardLinux.h"
