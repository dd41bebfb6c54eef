-- wrk: post statuses, of each author in turn; their tokens come in BENCH_TOKENS.
local body = '{"status": "A morning by the river, and a question about the garden that nobody answered in winter.", "visibility": "public"}'
local requests, number = {}, 0

function init()
    for token in os.getenv("BENCH_TOKENS"):gmatch("%S+") do
        local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token }
        requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
end

function request()
    number = number % #requests + 1
    return requests[number]
end
