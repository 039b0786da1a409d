-- Holds what is held under these lease tags from now on. KEYS: the ledgers as in claim.lua; ARGV: tags.
-- Returns the places (from 1) of those that are no longer held.
local time = redis.call('TIME')
local now = time[1] .. '.' .. string.format('%06d', time[2])
-- Short of memory, Redis refuses what may take more, but never in a script that has written: so this writes nothing, first.
redis.call('ZREM', KEYS[2], '')
local lost = {}
for i, tag in ipairs(ARGV) do
    local ledger = string.sub(tag, 7, 7) == '!' and 3 or 1
    if redis.call('HEXISTS', KEYS[ledger], tag) == 1 then
        redis.call('ZADD', KEYS[ledger + 1], now, tag)
    else
        lost[#lost + 1] = i
    end
end
return lost
