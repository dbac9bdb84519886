drop index purser.ledger_facts;
