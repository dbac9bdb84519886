-- KEYS: team hash, idempotency key, ledger stream. ARGV: member, action, job, regeneration, time in ms.
-- Answers '+' and the posting of a new debit, '=' and that of the original, '-' when there is no credit left.
local team = redis.call('HMGET', KEYS[1], 'pool', 'extra', 'allowance', 'version')
local pool, extra, bucket = tonumber(team[1]), tonumber(team[2]), 'pool'
if pool and pool >= 1 then
  pool = pool - 1
elseif extra and extra >= 1 then
  extra, bucket = extra - 1, 'extra'
else
  local original = redis.call('GET', KEYS[2])
  return original and '=' .. original or '-'
end
local version = team[4] + 1
local posting = table.concat({ version, bucket, pool, extra, team[3], ARGV[5], ARGV[1], ARGV[2], ARGV[3], ARGV[4] }, '|')
local original = redis.call('SET', KEYS[2], posting, 'NX', 'GET')
if original then
  return '=' .. original
end
redis.call('HSET', KEYS[1], 'pool', pool, 'extra', extra, 'version', version)
redis.call('XADD', KEYS[3], '*', 'member', ARGV[1], 'action', ARGV[2], 'job', ARGV[3], 'regeneration', ARGV[4],
  'bucket', bucket, 'version', version)
return '+' .. posting
