"""The full-screen app: screens, widgets, keys. Decides nothing about cards, grades or labs."""
