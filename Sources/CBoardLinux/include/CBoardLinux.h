#ifndef C_BOARD_LINUX_H
#define C_BOARD_LINUX_H
#endif
