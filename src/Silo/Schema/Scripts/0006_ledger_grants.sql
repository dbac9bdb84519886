-- Grants and claims are listed beside a team's purchases; they are few among the debits and must not be looked for there.

create index ledger_grants on purser.ledger (team_id, seq)
  where kind in (5, 17);
