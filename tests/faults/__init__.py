"""What happens to the user's store, and to the build, when something around the service breaks."""
