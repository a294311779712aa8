title Five consumers share five calls
seed 5
aws kinesis create-stream --stream-name clicks --shard-count 1
producer web to clicks  rate 300/s  size 1kB  keys uniform 200
consumer c1..c5 reads clicks  poll 200ms
say at 3s "Each consumer asks five times a second. A shard answers five calls a second, all consumers together."
expect at 60s sum reader[*].calls_per_s <= 5
expect at 60s sum reader[*].refused_calls_per_s >= 15
expect at 60s ledger.balanced = true
