-- What teams are told, in the transaction of the entry that made it so, and who hears of it.

create table purser.alert (
  alert_id bigint generated always as identity primary key,
  team_id text collate "C" not null,
  key text collate "C" not null,
  at timestamptz not null,
  kind smallint not null,
  entry_id bigint,
  facts text not null,
  unique (team_id, key)
);

create index alert_of_team on purser.alert (team_id, alert_id);
create index alert_at on purser.alert (at);

create table purser.alert_endpoint (
  endpoint_id text collate "C" primary key,
  position bigint generated always as identity unique,
  team_id text collate "C",
  name text not null,
  url text not null,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  created_at timestamptz not null,
  rotated_at timestamptz,
  removed_at timestamptz
);

create index alert_endpoint_team on purser.alert_endpoint (team_id, position);

create table purser.alert_delivery (
  endpoint_id text collate "C" not null,
  alert_id bigint not null,
  team_id text collate "C" not null,
  due_at timestamptz,
  attempts integer not null default 0,
  tried_at timestamptz,
  delivered_at timestamptz,
  status integer,
  trouble text,
  primary key (endpoint_id, alert_id)
);

create index alert_delivery_due on purser.alert_delivery (due_at) where due_at is not null;
create index alert_delivery_next on purser.alert_delivery (endpoint_id, team_id, alert_id) where due_at is not null;
create index alert_delivery_alert on purser.alert_delivery (alert_id);

comment on table purser.alert is 'What teams were told. Kept for ninety days.';
comment on column purser.alert.key is 'What it is told once for, within the team: a threshold and its cycle, or an entry.';
comment on column purser.alert.facts is 'The numbers of the moment, a JSON object.';
comment on table purser.alert_endpoint is 'Where alerts go: those of a team, or of all.';
comment on column purser.alert_endpoint.secret is 'What messages are signed with: the receiver has it too.';
comment on column purser.alert_endpoint.previous_secret is 'Signs beside the other until previous_until.';
comment on table purser.alert_delivery is 'An alert on its way to an endpoint. Of a team one after the other.';
comment on column purser.alert_delivery.due_at is 'When it is tried next; null: it was delivered, or given up.';
comment on column purser.alert_delivery.status is 'What the receiver answered last.';
comment on column purser.alert_delivery.trouble is 'Why the last attempt failed.';
