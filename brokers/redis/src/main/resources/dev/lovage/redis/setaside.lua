-- Moves what turned out to be no envelope from kombu's ledger to ours, under the same lease. KEYS: the ledgers as in claim.lua.
-- ARGV: rows of tag, message.
for i = 1, #ARGV, 2 do
    local tag, message = ARGV[i], ARGV[i + 1]
    local score = redis.call('ZSCORE', KEYS[2], tag)
    if score and redis.call('HDEL', KEYS[1], tag) == 1 then
        local odd = 'lovage!' .. string.sub(tag, 8)
        redis.call('HSET', KEYS[3], odd, message)
        redis.call('ZADD', KEYS[4], score, odd)
        redis.call('ZREM', KEYS[2], tag)
    end
end
return {}
