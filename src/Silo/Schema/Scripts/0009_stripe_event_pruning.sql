-- Events are let go of a while after they were dealt with, the oldest first.

create index stripe_event_settled on purser.stripe_event (settled_at) where settled_at is not null;
