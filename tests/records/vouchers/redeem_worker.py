"""Run as a process of its own: redeems an amount again and again, and prints how often it succeeded.

Arguments: database URL, batch id, amount in fen, tries, prefix of the keys.
"""

import sys

from records.storage.database import Database
from records.vouchers.ledger import InsufficientBalance, KeyReused, record_redemption
from tests.records.support import NOW


def main() -> None:
    url, batch_id, amount_fen, tries, prefix = sys.argv[1:]
    database = Database(url, busy_timeout_s=30)
    done = 0
    print("ready", flush=True)
    sys.stdin.readline()  # everybody starts at once
    for number in range(int(tries)):
        try:
            with database.transaction() as session:
                record_redemption(
                    session,
                    int(batch_id),
                    int(amount_fen),
                    key=f"{prefix}{number}",
                    now=NOW,
                    service="检验检测",
                )
            done += 1
        except (InsufficientBalance, KeyReused):
            continue
    database.close()
    print(done, flush=True)


if __name__ == "__main__":
    main()
