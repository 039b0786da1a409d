-- Finds what nobody holds any more. KEYS: the ledgers as in claim.lua.
-- ARGV: our lease and that of foreign entries (kombu's) in milliseconds, how many at most, '1' to look at foreign ones too.
-- An entry of ours says its own lease in its tag. Returns a flat row of three for each: tag, score, entry.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local most, rows = tonumber(ARGV[3]) * 3, {}
for ledger = 1, 3, 2 do
    local old = redis.call('ZRANGEBYSCORE', KEYS[ledger + 1], 0, now - tonumber(ARGV[1]) / 1000, 'WITHSCORES')
    for i = 1, #old, 2 do
        if #rows >= most then break end
        local tag, score = old[i], tonumber(old[i + 1])
        local own = string.match(tag, '^lovage[:!](%d+):')
        local said = own or (ARGV[4] == '1' and ARGV[2])
        local lease = said and tonumber(said)
        if lease and score <= now - lease / 1000 then
            local entry = redis.call('HGET', KEYS[ledger], tag)
            if entry then
                rows[#rows + 1] = tag
                rows[#rows + 1] = old[i + 1]
                rows[#rows + 1] = entry
            else
                redis.call('ZREM', KEYS[ledger + 1], tag)
            end
        end
    end
end
return rows
