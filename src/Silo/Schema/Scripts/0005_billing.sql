-- What Purser has to remember of its dealings with Stripe. Credits themselves are in the ledger only: a pack is credited
-- because the ledger says so, never because a row here does.

create table purser.stripe_event (
  event_id text collate "C" primary key,
  type text collate "C" not null,
  object_id text collate "C" not null,
  team_id text collate "C",
  created_at timestamptz not null,
  received_at timestamptz not null,
  deliveries integer not null default 1,
  settled_at timestamptz,
  outcome smallint
);

create index stripe_event_unsettled on purser.stripe_event (received_at) where settled_at is null;

comment on table purser.stripe_event is 'The inbox: every event of Stripe''s whose signature was right.';
comment on column purser.stripe_event.settled_at is 'When its effect was durable; null: it is waited for to be delivered again.';
comment on column purser.stripe_event.outcome is 'What became of it: a code of the domain.';

create table purser.stripe_customer (
  customer_id text collate "C" primary key,
  team_id text collate "C" not null,
  linked_at timestamptz not null
);

comment on table purser.stripe_customer is 'Which team a Stripe customer is: for objects that do not name their team themselves.';

create table purser.top_up (
  top_up_id text collate "C" primary key,
  team_id text collate "C" not null,
  pack text collate "C" not null,
  currency text collate "C" not null,
  payment_intent text collate "C",
  credits bigint not null,
  amount bigint not null,
  created_at timestamptz not null,
  status smallint not null,
  automatic boolean not null
);

create index top_up_of_team on purser.top_up (team_id, created_at desc);
create unique index top_up_of_payment on purser.top_up (payment_intent) where payment_intent is not null;

comment on table purser.top_up is 'Packs that were offered in Checkout or bought automatically, and what came of it.';
comment on column purser.top_up.top_up_id is 'The Checkout Session, or the PaymentIntent of an automatic one.';
comment on column purser.top_up.amount is 'In the currency''s smallest unit.';
