-- Takes up to ARGV[1] messages from the right of lists and records each as kombu does, in one step.
-- KEYS: unacked, its index, our pair for what kombu could not restore, then the lists in the order to take from.
-- ARGV: how many, the first part of the lease tags, then for each list the name of its queue.
-- Returns a flat row of four for each: queue, tag, message, how often it was handed out before.
local left = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = time[1] .. '.' .. string.format('%06d', time[2])
local rows, entries, index, oddEntries, oddIndex, problem = {}, {}, {}, {}, {}, nil

local function isTable(value)
    return value == nil or type(value) == 'table'
end

-- Where it was sent, for a message that was never handed out: the usual case, without parsing all of it, which would take
-- most of the time here. Whether the rest of it is sound the caller looks at.
local function quick(message)
    if string.sub(message, -1) ~= '}' or string.find(message, 'redelivered', 1, true) then return nil end
    local at = string.find(message, '"delivery_info"', 1, true)
    local info = at and string.match(message, '^"delivery_info"%s*:%s*(%b{})', at)
    local parsed, m = pcall(cjson.decode, info or '')
    if not parsed or type(m.exchange) ~= 'string' or type(m.routing_key) ~= 'string' then return nil end
    return m.exchange, m.routing_key, 0
end

-- Where it was sent and how often it was handed out; nil for what kombu could not restore.
local function read(message)
    if not string.find(message, '^%s*{') then return nil end
    local exchange, key, count = quick(message)
    if count then return exchange, key, count end
    local parsed, m = pcall(cjson.decode, message)
    if not parsed or not isTable(m.headers) or not isTable(m.properties) then return nil end
    local headers = m.headers or {}
    local info = (m.properties or {}).delivery_info
    if not isTable(info) then return nil end
    info = info or {}
    local count = tonumber(headers['lovage-delivery-count'])
    if not count then count = (headers.redelivered == true or info.redelivered == true) and 1 or 0 end
    return info.exchange, info.routing_key, count
end

local function text(value, otherwise)
    return cjson.encode(type(value) == 'string' and value or otherwise)
end

local function flush()
    if #entries > 0 then
        redis.call('HSET', KEYS[1], unpack(entries))
        redis.call('ZADD', KEYS[2], unpack(index))
        entries, index = {}, {}
    end
    if #oddEntries > 0 then
        redis.call('HSET', KEYS[3], unpack(oddEntries))
        redis.call('ZADD', KEYS[4], unpack(oddIndex))
        oddEntries, oddIndex = {}, {}
    end
end

local n = 0
for k = 5, #KEYS do
    if left <= 0 then break end
    local queue = ARGV[k - 2]
    local messages = redis.pcall('RPOP', KEYS[k], left)
    if type(messages) == 'table' and messages.err then
        problem = messages
    elseif messages then
        left = left - #messages
        for _, message in ipairs(messages) do
            n = n + 1
            local exchange, key, count = read(message)
            local tag
            if count then
                tag = 'lovage:' .. ARGV[2] .. n .. ':' .. KEYS[k]
                entries[#entries + 1] = tag
                entries[#entries + 1] = '[' .. message .. ', ' .. text(exchange, '') .. ', ' .. text(key, queue) .. ']'
                index[#index + 1] = now
                index[#index + 1] = tag
            else
                tag = 'lovage!' .. ARGV[2] .. n .. ':' .. KEYS[k]
                oddEntries[#oddEntries + 1] = tag
                oddEntries[#oddEntries + 1] = message
                oddIndex[#oddIndex + 1] = now
                oddIndex[#oddIndex + 1] = tag
            end
            rows[#rows + 1] = queue
            rows[#rows + 1] = tag
            rows[#rows + 1] = message
            rows[#rows + 1] = count or 0
            if n % 1000 == 0 then flush() end
        end
    end
end
flush()
if n == 0 and problem then return problem end
return rows
