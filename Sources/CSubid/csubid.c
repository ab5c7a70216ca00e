#include "csubid.h"
