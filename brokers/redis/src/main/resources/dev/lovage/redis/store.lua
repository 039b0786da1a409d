-- Stores a result and tells who waits, unless a SUCCESS is stored already, which nothing replaces.
-- KEYS: the result's key, which is its channel too; ARGV: the meta, seconds until it expires or 0.
local old = redis.call('GET', KEYS[1])
if old and string.find(old, 'SUCCESS', 1, true) then
    local parsed, meta = pcall(cjson.decode, old)
    if parsed and type(meta) == 'table' and meta.status == 'SUCCESS' then return 0 end
end
if ARGV[2] == '0' then
    redis.call('SET', KEYS[1], ARGV[1])
else
    redis.call('SETEX', KEYS[1], ARGV[2], ARGV[1])
end
redis.call('PUBLISH', KEYS[1], ARGV[1])
return 1
