-- Takes up to ARGV[1] messages from the right of lists and forgets them. KEYS: the lists; ARGV: how many, the queues.
-- Returns a flat row of two for each: queue, message.
local left = tonumber(ARGV[1])
local rows, problem = {}, nil
for k = 1, #KEYS do
    if left <= 0 then break end
    local messages = redis.pcall('RPOP', KEYS[k], left)
    if type(messages) == 'table' and messages.err then
        problem = messages
    elseif messages then
        left = left - #messages
        for _, message in ipairs(messages) do
            rows[#rows + 1] = ARGV[k + 1]
            rows[#rows + 1] = message
        end
    end
end
if #rows == 0 and problem then return problem end
return rows
