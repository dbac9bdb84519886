-- The ledger: one immutable row per entry of a team. The primary key fences: two writers of one team can never both
-- append the same next entry. Fixed-width columns come first, so that rows need no padding between them.

create table purser.ledger (
  seq bigint not null,
  at timestamptz not null,
  cycle_start timestamptz not null,
  amount bigint not null,
  total bigint not null,
  remaining bigint not null,
  used bigint not null,
  extra bigint not null,
  reverses bigint,
  kind smallint not null,
  bucket smallint,
  action smallint,
  regeneration boolean not null,
  team_id text collate "C" not null,
  member_id text collate "C",
  job_id text collate "C",
  idempotency_key text collate "C",
  detail text,
  constraint ledger_pkey primary key (team_id, seq),
  constraint ledger_never_negative check (remaining >= 0 and extra >= 0 and used >= 0),
  constraint ledger_seq_positive check (seq > 0)
) with (
  -- Rows are only ever inserted, so nothing is dead and the default thresholds, a fifth of the table, would come too
  -- seldom and then cost too much at once: statistics go stale, and pages are read again to freeze them.
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02,
  autovacuum_freeze_min_age = 0
);

create unique index ledger_idempotency_key on purser.ledger (team_id, idempotency_key)
  where idempotency_key is not null;
create unique index ledger_reversal on purser.ledger (team_id, reverses)
  where reverses is not null;

comment on table purser.ledger is 'Append-only. What a team has and had is the fold of its entries by seq.';
comment on column purser.ledger.seq is 'Place in the team''s ledger, from 1 without gaps; also the entry''s id within the team.';
comment on column purser.ledger.at is 'When it was decided, on the team''s clock: never earlier than the entry before.';
comment on column purser.ledger.cycle_start is 'Start of the cycle in which it was decided; a reversal''s is its debit''s.';
comment on column purser.ledger.amount is 'Change of the bucket in credits: -1 for a debit.';
comment on column purser.ledger.total is 'After the entry: the allowance of the cycle.';
comment on column purser.ledger.remaining is 'After the entry: what is left of the pool.';
comment on column purser.ledger.used is 'After the entry: debits of the cycle less their reversals.';
comment on column purser.ledger.extra is 'After the entry: the extra bucket.';
comment on column purser.ledger.reverses is 'The seq of the debit that this entry reverses.';
comment on column purser.ledger.kind is 'What the entry is: a code of the domain.';
comment on column purser.ledger.bucket is 'Where the amount came from or went to, pool or extra: a code of the domain.';
comment on column purser.ledger.action is 'What AI did for the member: a code of the domain.';
comment on column purser.ledger.regeneration is 'Whether the action did again what it had done before.';
comment on column purser.ledger.member_id is 'Who spent.';
comment on column purser.ledger.job_id is 'The job that the action was for.';
comment on column purser.ledger.idempotency_key is 'The caller''s key, used once per team for ever.';
comment on column purser.ledger.detail is 'What else the entry''s kind has to say.';
