-- What a product's own page presents to show the credits: opened by its backend, and presented by a member's browser.

create table purser.portal_session (
  token_hash bytea primary key check (length(token_hash) = 32),
  team_id text not null,
  member_id text not null,
  origin text not null,
  expires_at timestamptz not null
);

create index portal_session_member on purser.portal_session (team_id, member_id);
create index portal_session_expired on purser.portal_session (expires_at);

comment on table purser.portal_session is 'Sessions of embedded pages. A row that is deleted ends its session.';
comment on column purser.portal_session.token_hash is 'SHA-256 of the token, which nobody but the browser has.';
comment on column purser.portal_session.origin is 'Of the page that may present it.';
