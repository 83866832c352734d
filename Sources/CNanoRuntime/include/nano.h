#ifndef NANO_H
#define NANO_H
#endif
