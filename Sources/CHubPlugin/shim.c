#include "CHubPlugin.h"
