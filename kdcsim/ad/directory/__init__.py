"""Directory: what one DC's replica knows of accounts, their names, salts and keys."""

from kdcsim.ad.directory.account import Account, AccountKind, TrustDirection
from kdcsim.ad.directory.keystore import KeyStore, NewerKeys, StoredKey, keys_written
from kdcsim.ad.directory.replica import Directory, NotUnique, Unknown
from kdcsim.ad.directory.salt import computer_salt, trust_salt, user_salt

__all__ = [
    "Account",
    "AccountKind",
    "Directory",
    "KeyStore",
    "NewerKeys",
    "NotUnique",
    "StoredKey",
    "TrustDirection",
    "Unknown",
    "computer_salt",
    "keys_written",
    "trust_salt",
    "user_salt",
]
