"""/balance, /positions, /orders, /trades and /account …"""

from cogs._cog import Cog, GroupCog
from services.accounts.new import AccountNew
from services.accounts.reset import AccountReset
from services.accounts.use import AccountUse
from services.portfolio.account_list import AccountList
from services.portfolio.balance import Balance
from services.portfolio.open_orders import Orders
from services.portfolio.positions_facts import Positions
from services.portfolio.trades import Trades


class Accounts(Cog, requests=(Balance, Positions, Orders, Trades)):
    """What an account is worth, holds, waits for and has traded."""


class AccountCommands(GroupCog, name="account", requests=(AccountList, AccountUse, AccountNew, AccountReset)):
    """Your paper accounts"""
