-- What stands beside the ledgers and is written in the same transactions as they are: the teams as they are listed and found, and
-- what people are called, so that it can be forgotten.

create table purser.team (
  created_at timestamptz not null,
  closed_at timestamptz,
  version bigint not null,
  seats integer,
  status smallint not null,
  team_id text collate "C" not null,
  name text not null,
  time_zone text collate "C" not null,
  plan text collate "C",
  constraint team_pkey primary key (team_id)
) with (fillfactor = 90);

create index team_by_age on purser.team (created_at, team_id);
create index team_by_status on purser.team (status, created_at, team_id);

comment on table purser.team is 'What the ledger says of a team, for lists of teams. Nothing is decided by it.';
comment on column purser.team.version is 'The entry of the ledger that it agrees with.';
comment on column purser.team.status is 'A code of the domain.';

create table purser.team_word (
  word text collate "C" not null,
  team_id text collate "C" not null,
  constraint team_word_pkey primary key (word, team_id)
);

create index team_word_of_team on purser.team_word (team_id, word);

comment on table purser.team_word is 'The words of a team''s name and id, in lower case: teams are found by how they begin.';

create table purser.person (
  named_by bigint not null,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  name text,
  opened_as text,
  constraint person_pkey primary key (team_id, member_id)
) with (
  -- A name that was forgotten is gone for good when its row's old version is: soon.
  autovacuum_vacuum_scale_factor = 0.001, autovacuum_vacuum_threshold = 1
);

comment on table purser.person is 'What members are called: here, in no entry of the ledger and in no snapshot.';
comment on column purser.person.name is 'Null when it was forgotten.';
comment on column purser.person.opened_as is 'What the owner was called in the request that opened the team.';
comment on column purser.person.named_by is 'The entry that named or forgot them.';
