-- Credits are a type that is never below zero. A check of the table is compiled anew for each of its parts that a commit touches;
-- a type's is compiled once for a commit. What is in the table was checked when it was written, so nothing is read again.

create domain purser.credits as bigint;
comment on domain purser.credits is 'A number of credits, never below zero.';

alter table purser.ledger
  drop constraint ledger_never_negative,
  drop constraint ledger_seq_positive,
  alter column total type purser.credits,
  alter column remaining type purser.credits,
  alter column used type purser.credits,
  alter column extra type purser.credits;

alter domain purser.credits add constraint credits_never_negative check (value >= 0) not valid;
