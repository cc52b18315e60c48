"""How far an agent may go in an account: levels, what each allows, how one is earned and lost."""
