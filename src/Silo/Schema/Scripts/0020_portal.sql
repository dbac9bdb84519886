-- The way in to the page of a team: what all gateways must know alike.

create table purser.portal_key (
  key_id integer primary key,
  secret bytea not null check (length(secret) >= 32),
  created_at timestamptz not null default now()
);

comment on table purser.portal_key is 'What links and visits are signed with. The newest signs; a row that is deleted ends whatever it signed.';

create table purser.portal_link_use (
  link_id uuid primary key,
  attempt_id uuid not null,
  expires_at timestamptz not null
);

create index portal_link_use_expired on purser.portal_link_use (expires_at);

comment on table purser.portal_link_use is 'Links that were used: each lets one person in, once.';
comment on column purser.portal_link_use.attempt_id is 'Which attempt was the first: asked for again, it still is.';
