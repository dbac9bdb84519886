-- A submission that may have arrived keeps its place under the cap; what is left is settled by itself; each step counts for the
-- day it was granted on; all stops of a day are kept; what insights read are columns.

alter table purser.auto_bid_job
  add column left_at timestamptz,
  add column bid_day date,
  add column submit_day date,
  add column maybe_sent boolean not null default false,
  add column own_keys boolean not null default false,
  add column skills text;

comment on column purser.auto_bid_job.day is 'The day its match was granted on, in the team''s time zone.';
comment on column purser.auto_bid_job.left_at is 'Since when nobody has it: given back, taken from a run that is gone, or failed with a credit still owed.';
comment on column purser.auto_bid_job.bid_day is 'The day that its submission''s credit counts for; null in rows of before, where it is day.';
comment on column purser.auto_bid_job.submit_day is 'The day under whose cap its submission counts; null in rows of before, where it is day.';
comment on column purser.auto_bid_job.maybe_sent is 'Whether a submission that failed may have arrived all the same: it keeps its place under the cap.';
comment on column purser.auto_bid_job.own_keys is 'Whether its debits'' keys are of the namespace that no caller can use; rows of before have others.';
comment on column purser.auto_bid_job.skills is 'The skills it asks for, one a line; null in rows of before, which have them in post only.';
comment on column purser.auto_bid_member.settled_before is 'Not used any more.';

-- What is to be done, by a run or by the passing of time.
create index auto_bid_job_unfinished on purser.auto_bid_job (team_id, member_id)
  where state in (1, 3) or owed or (state = 2 and bid_credit = 1);

-- Jobs whose submission was granted on a later day than their match: few.
create index auto_bid_job_by_submit_day on purser.auto_bid_job (team_id, member_id, submit_day) where submit_day > day;

alter table purser.auto_bid_stop
  add column at timestamptz not null default now(),
  add column position bigint not null default 0;
update purser.auto_bid_stop set at = day;
alter table purser.auto_bid_stop drop constraint auto_bid_stop_pkey;
alter table purser.auto_bid_stop add primary key (team_id, member_id, day, position, cause);

comment on column purser.auto_bid_stop.position is 'The last job that was paid for then: who is stopped again with no job between is stopped still.';
comment on table purser.auto_bid_stop is 'What stopped runs, by day.';
