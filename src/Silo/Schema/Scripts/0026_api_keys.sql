-- Keys besides the operator's own. A secret is nowhere: only its SHA-256.

create table purser.api_key (
  position bigint generated always as identity primary key,
  key_id text not null unique,
  name text not null,
  scope smallint not null check (scope between 1 and 5),
  team_id text,
  prefix text not null,
  hash bytea not null unique check (length(hash) = 32),
  previous_hash bytea unique check (length(previous_hash) = 32),
  previous_until timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz,
  rotated_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  check (scope not in (3, 4) or team_id is not null),
  check (scope not in (1, 2) or team_id is null)
);

create index api_key_team on purser.api_key (team_id, position);

-- One row: what changes keys locks it, so that versions are in the order of their commits, and none is seen before an earlier one.
create table purser.api_key_version (version bigint not null);
insert into purser.api_key_version values (1);

comment on table purser.api_key is 'API keys. They are revoked, never deleted, so that it stays known whose they were.';
comment on column purser.api_key.scope is '1 operator, 2 operator_read, 3 team, 4 team_read, 5 debit';
comment on column purser.api_key.previous_hash is 'Of the secret before the last rotation, good until previous_until.';
comment on table purser.api_key_version is 'Raised with every change of a key: what was read before is to be read again.';
