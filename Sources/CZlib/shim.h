// The headers of the system's zlib that Evidence uses.
#pragma once
#include <zlib.h>
