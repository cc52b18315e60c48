# Writes who may do what, from the password in the Secret, of which only the hash is kept.
# omega: the desk, its queue, and its backups, which are told what changes and pause writing for a moment; no other keys,
#   and nothing else that administers the server. Every channel, since an ACL would have to name the patterns that the queue
#   subscribes to word for word; there are no others' channels here.
# default: nobody can log in as it. The server itself reads its file under this name when it starts, and would leave out each
#   transaction and script in it that this one may not do: without the rights here what was written is lost with a restart.
# probe: answers whether the server is there.
set -eu
hash=$(tr -d '\n' < /run/secrets/omega/REDIS_PASSWORD | sha256sum | cut -d ' ' -f 1)
umask 077
cat > /run/valkey/users.acl <<ACL
user default off ~* &* +@all
user omega on #$hash ~omega:* &* +@all -@admin -@dangerous +info +client|pause +client|unpause
user probe on nopass -@all +ping
ACL
