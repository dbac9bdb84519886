-- The ledger and Auto Bid's jobs in sixteen parts, by team: each is vacuumed, analysed and indexed on its own, and can be moved
-- to another server. They are copied while nobody may write to them, some ten seconds for every million rows: while they are small.

lock table purser.ledger, purser.auto_bid_job in access exclusive mode;

alter table purser.ledger rename to ledger_whole;
alter index purser.ledger_pkey rename to ledger_whole_pkey;
alter index purser.ledger_idempotency_key rename to ledger_whole_idempotency_key;
alter index purser.ledger_reversal rename to ledger_whole_reversal;
alter index purser.ledger_grants rename to ledger_whole_grants;

create table purser.ledger (
  like purser.ledger_whole including comments including constraints,
  constraint ledger_pkey primary key (team_id, seq)
) partition by hash (team_id);

comment on table purser.ledger is 'Append-only. What a team has and had is the fold of its entries by seq.';

do $$
begin
  for part in 0..15 loop
    execute format(
      'create table purser.ledger_%s partition of purser.ledger for values with (modulus 16, remainder %s) with ('
        -- Rows are only ever inserted: nothing is dead, and the default thresholds, a fifth of the table, would come too
        -- seldom and then cost too much at once.
        'autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_freeze_min_age = 0)',
      to_char(part, 'FM00'), part);
  end loop;
end
$$;

insert into purser.ledger select * from purser.ledger_whole;
drop table purser.ledger_whole;

create unique index ledger_idempotency_key on purser.ledger (team_id, idempotency_key)
  where idempotency_key is not null;
create unique index ledger_reversal on purser.ledger (team_id, reverses)
  where reverses is not null;
create index ledger_grants on purser.ledger (team_id, seq)
  where kind in (5, 17);

alter table purser.auto_bid_job rename to auto_bid_job_whole;
alter index purser.auto_bid_job_pkey rename to auto_bid_job_whole_pkey;
alter index purser.auto_bid_job_by_day rename to auto_bid_job_whole_by_day;
alter index purser.auto_bid_job_unfinished rename to auto_bid_job_whole_unfinished;
alter index purser.auto_bid_job_by_submit_day rename to auto_bid_job_whole_by_submit_day;

create table purser.auto_bid_job (
  like purser.auto_bid_job_whole including comments including defaults,
  constraint auto_bid_job_pkey primary key (team_id, member_id, job_id)
) partition by hash (team_id);

do $$
begin
  for part in 0..15 loop
    execute format(
      'create table purser.auto_bid_job_%s partition of purser.auto_bid_job for values with (modulus 16, remainder %s) with ('
        -- A job''s row changes twice or thrice soon after it is written: room on its page keeps it there and spares the indexes.
        'fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05, '
        'autovacuum_analyze_scale_factor = 0.05)',
      to_char(part, 'FM00'), part);
  end loop;
end
$$;

insert into purser.auto_bid_job select * from purser.auto_bid_job_whole;
drop table purser.auto_bid_job_whole;

create index auto_bid_job_by_day on purser.auto_bid_job (team_id, member_id, day, position);
create index auto_bid_job_unfinished on purser.auto_bid_job (team_id, member_id)
  where state in (1, 3) or owed or (state = 2 and bid_credit = 1);
create index auto_bid_job_by_submit_day on purser.auto_bid_job (team_id, member_id, submit_day) where submit_day > day;
