-- What Auto Bid remembers. Credits themselves are in the ledger only; a job's row says which steps were granted for it, and
-- the ledger holds each step's debit under a key made from the job.

create table purser.auto_bid_member (
  epoch bigint not null default 0,
  threshold integer not null,
  daily_cap integer not null,
  daily_credits integer,
  settled_before date,
  enabled boolean not null,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  query text not null,
  primary key (team_id, member_id)
);

comment on column purser.auto_bid_member.epoch is 'Grows with every activation that serves the member: rows of an older one are refused.';
comment on column purser.auto_bid_member.settled_before is 'No job begun before this day is open; null: not known.';

create table purser.auto_bid_run (
  heard_at timestamptz not null,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  worker text collate "C" not null,
  run_id text collate "C" not null,
  primary key (team_id, member_id, worker)
);

comment on column purser.auto_bid_run.heard_at is 'When it last asked or reported, to the minute.';
comment on table purser.auto_bid_run is 'The run under way of each worker: a worker has one at a time.';

create table purser.auto_bid_job (
  position bigint not null,
  day date not null,
  state smallint not null,
  score smallint,
  match_credit smallint not null,
  bid_credit smallint not null,
  owed boolean not null,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  job_id text collate "C" not null,
  run_id text collate "C" not null,
  because text,
  post text,
  primary key (team_id, member_id, job_id)
) with (
  -- A job's row changes twice or thrice soon after it is written: room on its page keeps it there and spares the indexes.
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05
);

create index auto_bid_job_by_day on purser.auto_bid_job (team_id, member_id, day, position);

comment on column purser.auto_bid_job.position is 'Its place among the member''s jobs, in the order in which they were begun.';
comment on column purser.auto_bid_job.day is 'The day it counts for, in the team''s time zone.';
comment on column purser.auto_bid_job.state is 'How far it has come: a code of the domain.';
comment on column purser.auto_bid_job.score is 'What its match found, 0 to 100; null: it was not found, or not yet.';
comment on column purser.auto_bid_job.match_credit is 'What its match cost: 1, or 0 when the credit went back.';
comment on column purser.auto_bid_job.bid_credit is 'What its submission cost: 1, or 0 when there was none or the credit went back.';
comment on column purser.auto_bid_job.owed is 'Whether the credit of its last step is still to be given back.';
comment on column purser.auto_bid_job.because is 'What the score rests on, or why it failed.';
comment on column purser.auto_bid_job.post is 'The job as it was posted, as JSON: other settings are tried on it.';

create table purser.auto_bid_stop (
  day date not null,
  cause smallint not null,
  refusal smallint,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  primary key (team_id, member_id, day)
);

comment on table purser.auto_bid_stop is 'The days on which a run was stopped by a rule, and by which first.';
