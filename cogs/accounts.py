"""/balance, /positions, /orders, /trades and /account …"""

from cogs._cog import Cog, GroupCog
from services.accounts.new import AccountNew
from services.accounts.reset import AccountReset
from services.accounts.use import AccountUse
from services.orders.account_list import AccountList
from services.orders.balance import Balance
from services.orders.open_orders import Orders
from services.orders.positions_facts import Positions
from services.orders.trades import Trades


class Accounts(Cog, requests=(Balance, Positions, Orders, Trades)):
    """What an account is worth, holds, waits for and has traded."""


class AccountCommands(GroupCog, name="account", requests=(AccountList, AccountUse, AccountNew, AccountReset)):
    """Your paper accounts"""
