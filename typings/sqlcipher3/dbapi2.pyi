# sqlcipher3 has the interface of the standard library's sqlite3, with SQLCipher underneath.
from sqlite3.dbapi2 import *  # noqa: F403
