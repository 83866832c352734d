#include "nano.h"
