-- For the next script only, which reads few entries of many.

create index ledger_facts on purser.ledger (team_id, seq) where kind in (1, 6, 10, 11, 12, 14);
