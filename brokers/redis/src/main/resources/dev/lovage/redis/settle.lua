-- Forgets what is held under these lease tags. KEYS: the ledgers as in claim.lua; ARGV: tags.
-- Returns the places (from 1) of those that are no longer held.
local lost, tags = {}, { [1] = {}, [3] = {} }
for i, tag in ipairs(ARGV) do
    local ledger = string.sub(tag, 7, 7) == '!' and 3 or 1
    if redis.call('HDEL', KEYS[ledger], tag) == 0 then lost[#lost + 1] = i end
    local batch = tags[ledger]
    batch[#batch + 1] = tag
end
for ledger, batch in pairs(tags) do
    for from = 1, #batch, 1000 do
        redis.call('ZREM', KEYS[ledger + 1], unpack(batch, from, math.min(from + 999, #batch)))
    end
end
return lost
