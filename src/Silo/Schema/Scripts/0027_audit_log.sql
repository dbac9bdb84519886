-- Who changed what, written in the transaction of the change. Silos may add to it and read it, and nothing else.

create table purser.audit_log (
  position bigint generated always as identity primary key,
  at timestamptz not null,
  team_id text collate "C",
  actor text not null,
  change smallint not null,
  entry_id bigint,
  subject text,
  before_change smallint,
  before text,
  after text,
  extra bigint
);

create index audit_log_team on purser.audit_log (team_id, position);
create index audit_log_actor on purser.audit_log (actor, position);
create index audit_log_change on purser.audit_log (change, position);

comment on table purser.audit_log is 'Append-only. Who changed keys, settings, budgets, grants, members, subscriptions and purchases.';
comment on column purser.audit_log.actor is 'operator, key:<id>, token:<sub>, member:<id>, stripe, purser or unknown.';
comment on column purser.audit_log.change is 'What was changed: a code of the domain.';
comment on column purser.audit_log.entry_id is 'The seq of the change''s entry in the team''s ledger.';
comment on column purser.audit_log.subject is 'The member or the key that it is about.';
comment on column purser.audit_log.before_change is 'The kind of change that would have made it as it was.';
comment on column purser.audit_log.extra is 'The extra bucket after a change that moved it.';
