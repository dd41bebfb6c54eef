-- wrk: post statuses; the token comes in BENCH_TOKEN.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
wrk.body = '{"status": "A morning by the river, and a question about the garden that nobody answered in winter.", "visibility": "public"}'
