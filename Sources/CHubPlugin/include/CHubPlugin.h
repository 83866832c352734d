#ifndef C_HUB_PLUGIN_H
#define C_HUB_PLUGIN_H
#endif
