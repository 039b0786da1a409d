-- Puts messages back at the right of their lists, where the next one is taken from. KEYS: the ledgers as in claim.lua.
-- ARGV: rows of tag, the score it must still have or '', message, number of lists, the lists.
-- Returns the places (from 1) of those that are no longer held so.
-- Short of memory, Redis refuses what may take more, but never in a script that has written: so this writes nothing, first.
redis.call('ZREM', KEYS[2], '')
local lost = {}
local a, row = 1, 0
while a <= #ARGV do
    row = row + 1
    local tag, score, message, lists = ARGV[a], ARGV[a + 1], ARGV[a + 2], tonumber(ARGV[a + 3])
    local ledger = string.sub(tag, 1, 7) == 'lovage!' and 3 or 1
    local held = redis.call('HEXISTS', KEYS[ledger], tag) == 1
    if held and score ~= '' then held = redis.call('ZSCORE', KEYS[ledger + 1], tag) == score end
    if held then
        for l = 1, lists do
            local done = redis.pcall('RPUSH', ARGV[a + 3 + l], message)
            if type(done) == 'table' and done.err then held = false end -- The key is no list: it stays where it is.
        end
    end
    if held then
        redis.call('HDEL', KEYS[ledger], tag)
        redis.call('ZREM', KEYS[ledger + 1], tag)
    else
        lost[#lost + 1] = row
    end
    a = a + 4 + lists
end
return lost
